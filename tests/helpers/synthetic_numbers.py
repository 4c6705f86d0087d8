"""Identity numbers that no real person can have: months + 40 (NAV's way) or + 80 (Skatteetaten's)."""

from datetime import date

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

PUBLISHED = (
    "15507600333 55507608360 29422059278 69422056629 05440355678 45440356293 12429400544 52429405181 "
    "12505209719 52505209540 21483609245 61483601467 21528704651 61528703428 "
    "17912099997 57912075186 29822099635 69822075096 05840399895 45840375084 12829499914 52829400197 "
    "12905299938 52905200100 21883649874 61883600222 21929774873 61929750062"
).split()
"""The examples that NAV and Skatteetaten have published."""


def synthetic_number(
    born: date, individual: int, *, remainder: int = 0, d_number: bool = False, month_shift: int = 80
) -> str | None:
    """The number with this date and individual number, or None where its control digits would be 10.

    `remainder` is what the first control sum leaves: 0 today, 0 to 3 from 2032.
    """
    day = born.day + (40 if d_number else 0)
    start = f"{day:02d}{born.month + month_shift:02d}{born.year % 100:02d}{individual:03d}"
    first = (remainder - _weighted(start, _FIRST_WEIGHTS)) % 11
    if first == 10:
        return None
    second = -_weighted(f"{start}{first}", _SECOND_WEIGHTS) % 11
    return None if second == 10 else f"{start}{first}{second}"


def synthetic_people(count: int) -> list[str]:
    """So many different synthetic identity numbers of people born in the 20th century."""
    numbers: list[str] = []
    for index in range(100_000_000):
        if len(numbers) == count:
            break
        born = date(1940 + index % 60, 1 + index // 60 % 12, 1 + index // 720 % 28)
        number = synthetic_number(born, index // 20_160 % 500)
        if number is not None:
            numbers.append(number)
    return numbers


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
