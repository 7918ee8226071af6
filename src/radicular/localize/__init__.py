"""From findings to the probability of each site, with reasons."""
