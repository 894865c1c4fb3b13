"""Glasses on their energy landscape. Import the modules that you need: docs/architecture.md lists them."""
