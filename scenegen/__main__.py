"""`python -m scenegen` is the same as `scenegen`."""

from scenegen.cli import main

if __name__ == "__main__":
    main()
