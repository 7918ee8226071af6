"""What impulses do at the end: potentials under electrodes, and force."""
