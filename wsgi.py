"""What the web server imports."""

from transfer.app import create_app

app = create_app()
