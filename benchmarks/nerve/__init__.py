"""The simulated nerve against published numbers: people, lesions, speed, sensitivity."""
