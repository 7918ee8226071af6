"""The root as a working nerve: spikes, reflexes, waveforms and force, healthy and with a lesion."""
