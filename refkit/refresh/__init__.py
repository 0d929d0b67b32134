"""A saved bibliography brought up to date: what may have changed is asked again, and told."""
