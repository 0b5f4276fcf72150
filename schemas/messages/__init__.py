"""All wording of findings that are not declared beside a sheet's rule."""
