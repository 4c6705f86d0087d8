"""How the repository becomes what an office installs."""
