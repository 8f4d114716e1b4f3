"""Inspecting: what people of L3 groups did is drawn when it ends, and a lead looks at it; S3.24."""
