TITLE Persistent calcium current of the dendrite

NEURON {
    SUFFIX persistent
    NONSPECIFIC_CURRENT i
    RANGE g, p
    THREADSAFE
}

UNITS {
    (mA) = (milliamp)
    (mV) = (millivolt)
    (S) = (siemens)
}

PARAMETER {
    g = 0 (S/cm2)
    e = 140 (mV)
    half = 10.8 (mV)
    slope = 2.5 (mV)
    tau = 40 (ms)
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
