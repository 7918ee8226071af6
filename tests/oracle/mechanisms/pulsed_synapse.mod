TITLE All synapses of one kind on a cell: each binds transmitter for the width of a pulse

NEURON {
    POINT_PROCESS PulsedSynapse
    RANGE e, a, b, width, bound, rising, falling
    NONSPECIFIC_CURRENT i
    THREADSAFE
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    : all are set from the tables
    e = 0 (mV)
    a = 1 (/ms)
    b = 1 (/ms)
    width = 0 (ms)
}

ASSIGNED {
    v (mV)
    i (nA)
    dt (ms)
    bound (uS)
    rising (uS)
    falling (uS)
    most binds unbinds kept
}

INITIAL {
    bound = 0
    rising = 0
    falling = 0
    most = a/(a + b)
    binds = exp(-(a + b)*dt)
    unbinds = exp(-b*dt)
    kept = most*(1 - exp(-(a + b)*width))
}

BREAKPOINT {
    SOLVE advance
    i = (rising + falling)*(v - e)
}

PROCEDURE advance() {
    rising = rising*binds + bound*most*(1 - binds)
    falling = falling*unbinds
}

NET_RECEIVE (w (uS)) {
    if (flag == 0) {
        bound = bound + w
        net_send(width, 1)
    } else {
        bound = bound - w
        rising = rising - w*kept
        falling = falling + w*kept
    }
}
