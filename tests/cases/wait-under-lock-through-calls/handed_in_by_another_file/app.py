import time

from bus import Bus, Quiet


class App:
    def __init__(self):
        self.bus = Bus(on_close=self.closed)
        self.bus.add_callback(self.told)
        self.bus.on_error = self.failed
        self.quiet = Quiet()
        self.quiet.add_callback(self.noted)
        self.quiet.on_error = self.noted
        self.messages = []

    def told(self, message):
        time.sleep(1)

    def failed(self, error):
        time.sleep(1)

    def noted(self, message):
        self.messages.append(message)

    def closed(self):
        time.sleep(1)
