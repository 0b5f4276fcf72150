"""The template's sheets: one pandera model each, with the rules that meet it."""
