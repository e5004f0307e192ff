"""The contrast injector beside the virtual scanner: a program with a screen of its own over RFB.

``machine`` is the injector, without clock or screen; ``window`` shows and works it; ``__main__``
runs it. It follows the scanner by its control port, as any other device would.
"""
