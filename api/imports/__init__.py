"""Files in: upload, plan, commit, revert, and the jobs that do the long ones."""
