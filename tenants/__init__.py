"""What a kommune keeps behind its walls. Nothing here ever names the kommune: the room does."""
