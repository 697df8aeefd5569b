"""Lock scopes are run under every order of their steps, before and after their fix."""
