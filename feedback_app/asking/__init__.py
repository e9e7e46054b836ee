"""Asking customers by mail, lawfully: who may be asked, when, and what became of it."""
