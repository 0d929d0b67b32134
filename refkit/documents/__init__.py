"""What a person has in hand: a list as text, a manuscript in Word, a page, a PDF."""
