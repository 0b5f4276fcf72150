"""Word documents: underlag for protocols and the tjänsteskrivelse."""
