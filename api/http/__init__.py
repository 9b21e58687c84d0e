"""What every route stands on: questions read, readers told apart, answers and errors made."""
