"""Who answers: people, their groups and skills, their seats and presence."""
