"""What every capability stands on; knows nothing of customer service."""
