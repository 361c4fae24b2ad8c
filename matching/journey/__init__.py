"""What follows a match: the referral of a person to an employer, with her agreement."""
