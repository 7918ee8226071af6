"""``python -m radicular`` is the command ``radicular``."""

from radicular.cli import main

if __name__ == "__main__":
    main()
