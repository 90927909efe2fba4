"""The Merkle tree, against the eight leaves that implementations of the log share."""

from __future__ import annotations

import hashlib

import pytest

from commons.hashing import inclusion_path, leaf_hash, root_by_path, tree_root

LEAVES = [
    leaf_hash(bytes.fromhex(each))
    for each in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip


def test_roots_are_those_of_the_shared_vectors():
    assert tree_root([]) == hashlib.sha256(b"").digest()
    root_of_5 = "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"
    root_of_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert tree_root(LEAVES[:5]).hex() == root_of_5
    assert tree_root(LEAVES).hex() == root_of_8


@pytest.mark.parametrize("size", range(1, 65))
def test_every_path_of_every_size_leads_to_the_root_and_no_other_leaf_does(size):
    leaves = [leaf_hash(bytes([each])) for each in range(size)]
    root = tree_root(leaves)
    for number, leaf in enumerate(leaves):
        path = inclusion_path(number, leaves)
        assert root_by_path(number, size, leaf, path) == root
        assert root_by_path(number, size, leaf_hash(b"other"), path) != root
        if path:
            flipped = [bytes([path[0][0] ^ 1]) + path[0][1:], *path[1:]]
            assert root_by_path(number, size, leaf, flipped) != root
            assert root_by_path(number, size, leaf, path[:-1]) != root


def test_a_leaf_that_is_not_there_has_no_path():
    with pytest.raises(IndexError):
        inclusion_path(8, LEAVES)
    assert root_by_path(8, 8, LEAVES[0], []) is None
