"""What follows a match, in the order of its life: `access_requests` (a coach asks who an anonymous profile is),
`shortlists` (people kept in mind for a job), `referrals` (one is put before an employer, with her agreement)."""
