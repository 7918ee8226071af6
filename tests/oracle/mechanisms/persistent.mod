TITLE Persistent calcium current of the dendrite

NEURON {
    SUFFIX persistent
    NONSPECIFIC_CURRENT i
    RANGE g, p
    GLOBAL e, half, slope, tau
    THREADSAFE
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    : all are set from the tables
    g = 0 (S/cm2)
    e = 0 (mV)
    half = 0 (mV)
    slope = 1 (mV)
    tau = 1 (ms)
}

ASSIGNED {
    v (mV)
    i (mA/cm2)
    dt (ms)
    p
    part
}

INITIAL {
    p = 0
    part = 1 - exp(-dt/tau)
}

BREAKPOINT {
    SOLVE advance
    i = g*p*(v - e)
}

PROCEDURE advance() {
    p = p + (1/(1 + exp((half - v)/slope)) - p)*part
}
