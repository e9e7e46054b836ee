"""The application: wires the floors together and carries themes to the teams."""
