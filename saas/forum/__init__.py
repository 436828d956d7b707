"""The coordinators' own network: questions and answers without anything that belongs to a kommune."""
