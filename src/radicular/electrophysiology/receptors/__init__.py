"""Receptors of muscle and skin: what starts an impulse."""
