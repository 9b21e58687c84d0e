"""Opportunities of the club, with their money, licences and consultations."""
