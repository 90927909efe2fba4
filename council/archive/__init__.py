"""The archive: real measures as their publishers left them."""
