"""The platform: the house itself, which never knows what a kommune does in its rooms."""
