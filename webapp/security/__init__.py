"""Sign-in, CSRF, headers: closed unless said otherwise. `wiring` attaches what the other modules say."""
