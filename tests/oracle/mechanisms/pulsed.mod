TITLE Soma of a motoneuron: gates that a pulse after each spike drives

NEURON {
    SUFFIX pulsed
    NONSPECIFIC_CURRENT i
    RANGE gna, gkf, gks, gl, level, q_closing, m, h, n, q, pulse_end, ready, fires
    GLOBAL ena, ek, width, refractory
    GLOBAL m_opening, m_closing, h_opening, h_closing, n_opening, n_closing, q_opening
    THREADSAFE
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    : all are set from the tables
    gna = 0 (S/cm2)
    gkf = 0 (S/cm2)
    gks = 0 (S/cm2)
    gl = 0 (S/cm2)
    level = 0 (mV)
    q_closing = 0 (/ms)
    ena = 0 (mV)
    ek = 0 (mV)
    width = 0 (ms)
    refractory = 0 (ms)
    m_opening = 0 (/ms)
    m_closing = 0 (/ms)
    h_opening = 0 (/ms)
    h_closing = 0 (/ms)
    n_opening = 0 (/ms)
    n_closing = 0 (/ms)
    q_opening = 0 (/ms)
}

ASSIGNED {
    v (mV)
    i (mA/cm2)
    dt (ms)
    m h n q
    pulse_end (ms)
    ready (ms)
    fires
    mo mc ho hc no nc qo qc
}

INITIAL {
    m = 0
    h = 1
    n = 0
    q = 0
    pulse_end = -1
    ready = -1
    fires = 0
    mo = exp(-m_opening*dt)
    mc = exp(-m_closing*dt)
    ho = exp(-h_opening*dt)
    hc = exp(-h_closing*dt)
    no = exp(-n_opening*dt)
    nc = exp(-n_closing*dt)
    qo = exp(-q_opening*dt)
    qc = exp(-q_closing*dt)
}

BREAKPOINT {
    SOLVE advance
    i = gl*v + gna*m*m*m*h*(v - ena) + (gkf*n*n*n*n + gks*q*q)*(v - ek)
}

PROCEDURE advance() {
    : runs after the voltages of the step are known
    if (t < pulse_end + dt/2) {
        m = m*mo + 1 - mo
        h = h*hc
        n = n*no + 1 - no
        q = q*qo + 1 - qo
    } else {
        m = m*mc
        h = h*ho + 1 - ho
        n = n*nc
        q = q*qc
    }
    fires = 0
    if (v > level && t > ready - dt/2) {
        fires = 1
        pulse_end = t + width
        ready = t + refractory
    }
}
