DATABASE = "/var/lib/store/orders.db"
