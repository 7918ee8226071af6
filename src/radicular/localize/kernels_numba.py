"""The inner loops of scoring compiled by Numba; the same functions as in ``kernels_numpy``."""

from typing import Any

import numpy as np
from numba import njit

__all__ = ["LANES", "factors", "factors_without", "group_sums", "information", "multiply_cells"]

Array = np.ndarray[Any, Any]


#: Tables come with this many nodes, the last without weight: one register of eight numbers.
LANES = 8


@njit(cache=True, fastmath=True, nogil=True)
def factors(codes: Array, tables: Array, weights: Array) -> Array:
    """Return the chance of some findings in every row, shape (rows,)."""
    findings, rows = codes.shape
    nodes = tables.shape[2]
    result = np.empty(rows, tables.dtype)
    if nodes == LANES:
        product = np.empty(LANES, tables.dtype)
        for row in range(rows):
            code = codes[0, row]
            for node in range(LANES):
                product[node] = weights[node] * tables[0, code, node]
            for finding in range(1, findings):
                code = codes[finding, row]
                for node in range(LANES):
                    product[node] *= tables[finding, code, node]
            total = product[0]
            for node in range(1, LANES):
                total += product[node]
            result[row] = total
    else:
        for row in range(rows):
            single = tables[0, codes[0, row], 0]
            for finding in range(1, findings):
                single *= tables[finding, codes[finding, row], 0]
            result[row] = single
    return result


@njit(cache=True, fastmath=True, nogil=True)
def factors_without(codes: Array, tables: Array, weights: Array) -> Array:
    """Return the chance of all findings but each in every row, shape (findings, rows)."""
    findings, rows = codes.shape
    result = np.empty((findings, rows), tables.dtype)
    if tables.shape[2] != LANES:
        whole = factors(codes, tables, weights)
        for finding in range(findings):
            for row in range(rows):
                result[finding, row] = whole[row] / tables[finding, codes[finding, row], 0]
        return result
    product = np.empty(LANES, tables.dtype)
    for row in range(rows):
        for node in range(LANES):
            product[node] = weights[node]
        for finding in range(findings):
            code = codes[finding, row]
            for node in range(LANES):
                product[node] *= tables[finding, code, node]
        for finding in range(findings):
            code = codes[finding, row]
            total = product[0] / tables[finding, code, 0]
            for node in range(1, LANES):
                total += product[node] / tables[finding, code, node]
            result[finding, row] = total
    return result


@njit(cache=True, fastmath=True, nogil=True)
def multiply_cells(cells: Array, factor: Array, index: Array) -> None:
    """Multiply cells in place by the factor of the row that each is in."""
    last = index.shape[0] - 1
    for number in range(cells.shape[0]):
        own, row = cells[number], index[min(last, number)]
        for column in range(own.size):
            own[column] *= factor[row[column]]


@njit(cache=True, fastmath=True, nogil=True)
def group_sums(pain: Array, time: Array, start: Array) -> Array:
    """Return sums over the anatomies of each group, shape (pain, times, groups)."""
    groups = start.shape[0] - 1
    result = np.empty((pain.shape[0], time.shape[0], groups), pain.dtype)
    for painful in range(pain.shape[0]):
        for when in range(time.shape[0]):
            for group in range(groups):
                # Slices, because counting from 0 lets the compiler use whole registers.
                weight = pain[painful, start[group] : start[group + 1]]
                factor = time[when, start[group] : start[group + 1]]
                total = weight[0] * factor[0]
                for row in range(1, weight.size):
                    total += weight[row] * factor[row]
                result[painful, when, group] = total
    return result


@njit(cache=True, fastmath=True, nogil=True)
def information(at_nodes: Array, codes: Array, chances: Array, answers: Array, count: int) -> Array:
    """Return the mutual information in bits of answer and grade for several findings."""
    findings, entries = codes.shape
    _, nodes, grades = chances.shape
    bits = np.zeros(findings)
    for finding in range(findings):
        joint = np.zeros((count, grades))
        for entry in range(entries):
            code, answer = codes[finding, entry], answers[entry]
            for node in range(nodes):
                weight = at_nodes[entry, node]
                for grade in range(grades):
                    joint[answer, grade] += weight * chances[code, node, grade]
        bits[finding] = _information(joint)
    return bits


@njit(cache=True, fastmath=True, nogil=True)
def _information(joint: Array) -> float:
    answers, grades = joint.shape
    of_grade = np.zeros(grades)
    total = 0.0
    for answer in range(answers):
        for grade in range(grades):
            of_grade[grade] += joint[answer, grade]
            total += joint[answer, grade]
    bits = 0.0
    for answer in range(answers):
        of_answer = 0.0
        for grade in range(grades):
            of_answer += joint[answer, grade]
        for grade in range(grades):
            share = joint[answer, grade]
            if share > 0:
                bits += share * np.log2(share * total / (of_answer * of_grade[grade]))
    return bits / total
