"""What buildings use of each fuel and what that emits (docs/methods/energy.md)."""
