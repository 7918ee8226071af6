"""What ``import radicular`` promises."""

import radicular


def test_every_public_name_is_there_once_in_order() -> None:
    assert len(set(radicular.__all__)) == len(radicular.__all__)
    assert all(hasattr(radicular, name) for name in radicular.__all__)


def test_every_public_object_says_what_it_is() -> None:
    objects = [getattr(radicular, name) for name in radicular.__all__]
    assert all(item.__doc__ for item in objects)
