TITLE Soma and dendrite of a motoneuron: gates driven by a width after each spike, calcium in the dendrite

NEURON {
    SUFFIX pulsed
    NONSPECIFIC_CURRENT i
    RANGE gna, gkf, gks, gl, level, q_closing, m, h, n, q, pulse_end, ready
    THREADSAFE
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    gna = 0.03 (S/cm2)
    gkf = 0.004 (S/cm2)
    gks = 0.016 (S/cm2)
    gl = 0.0009 (S/cm2)
    level = 15 (mV)
    q_closing = 0.025 (/ms)
    ena = 120 (mV)
    ek = -10 (mV)
    width = 0.6 (ms)
    refractory = 5 (ms)
}

ASSIGNED {
    v (mV)
    i (mA/cm2)
    dt (ms)
    m h n q
    pulse_end (ms)
    ready (ms)
    mo mc ho hc no nc qo qc
}

INITIAL {
    m = 0
    h = 1
    n = 0
    q = 0
    pulse_end = -1
    ready = -1
    mo = exp(-22*dt)
    mc = exp(-13*dt)
    ho = exp(-0.5*dt)
    hc = exp(-4*dt)
    no = exp(-1.5*dt)
    nc = exp(-0.1*dt)
    qo = exp(-1.5*dt)
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
    if (v > level && t > ready - dt/2) {
        pulse_end = t + width
        ready = t + refractory
    }
}
