"""Holdwell: session timer and pressure guide for static trigger-point holds."""

__version__ = "0.1.0"
