"""The result of an examination for the patient: plain words, pictures, questions and answers."""
