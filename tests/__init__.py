"""Tests of radicular."""
