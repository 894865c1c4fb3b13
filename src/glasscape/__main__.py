"""`python -m glasscape` is the command `glasscape`."""

from glasscape.cli import main

if __name__ == "__main__":
    main()
