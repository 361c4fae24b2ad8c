"""What Flask-Security says on our pages, in French."""

from __future__ import annotations

MESSAGES = {
    f"SECURITY_MSG_{name}": (text, category)
    for name, text, category in (
        ("UNAUTHENTICATED", "Connectez-vous pour continuer.", "info"),
        ("LOGIN", "Connectez-vous pour continuer.", "info"),
        (
            "GENERIC_AUTHN_FAILED",
            "Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez.",
            "error",
        ),
        (
            "PASSWORD_RESET_REQUEST",
            "Si cette adresse a un compte, une lettre vient de lui être envoyée. Ouvrez le lien qu’elle "
            "contient, dans les deux heures. Pensez à regarder dans les indésirables.",
            "success",
        ),
        (
            "PASSWORD_RESET_EXPIRED",
            "Ce lien a expiré. Demandez-en un nouveau ci-dessous.",
            "error",
        ),
        (
            "INVALID_RESET_PASSWORD_TOKEN",
            "Ce lien ne marche plus : il a déjà servi, ou il est incomplet. Demandez-en un nouveau ci-dessous.",
            "error",
        ),
        (
            "PASSWORD_RESET_NO_LOGIN",
            "Votre nouveau mot de passe est enregistré. Connectez-vous avec lui.",
            "success",
        ),
        (
            "PASSWORD_CHANGE",
            "Votre mot de passe a changé. Vos autres connexions sont terminées.",
            "success",
        ),
        ("PASSWORD_NOT_PROVIDED", "Indiquez le mot de passe.", "error"),
        ("EMAIL_NOT_PROVIDED", "Indiquez votre adresse de courriel.", "error"),
        (
            "INVALID_EMAIL_ADDRESS",
            "Cette adresse de courriel n’est pas valable (exemple : nom@domaine.fr).",
            "error",
        ),
        ("INVALID_PASSWORD", "Ce mot de passe n’est pas le bon.", "error"),
        (
            "RETYPE_PASSWORD_MISMATCH",
            "Les deux mots de passe ne sont pas les mêmes : retapez-les.",
            "error",
        ),
        (
            "PASSWORD_IS_THE_SAME",
            "C’est le mot de passe que vous avez déjà : choisissez-en un autre.",
            "error",
        ),
        ("REAUTHENTICATION_REQUIRED", "Retapez votre mot de passe pour continuer.", "info"),
        ("REAUTHENTICATION_SUCCESSFUL", "C’est bien vous : vous pouvez continuer.", "success"),
    )
}
