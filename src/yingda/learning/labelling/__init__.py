"""A weekly sample of transfers that two people label, each blind to the other."""
