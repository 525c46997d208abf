CREATE TABLE orders (
  id bigint AUTO_INCREMENT PRIMARY KEY,
  customer_id bigint NOT NULL,
  sku varchar(64) NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  total decimal(12, 2) NOT NULL,
  status varchar(20) NOT NULL DEFAULT 'new',
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  FOREIGN KEY (customer_id) REFERENCES customers (id),
  FOREIGN KEY (sku) REFERENCES products (sku)
);

-- No DELIMITER is needed: what stands between BEGIN and END is one statement.
CREATE TRIGGER orders_take_stock AFTER INSERT ON orders FOR EACH ROW
BEGIN
  UPDATE products SET stock = stock - NEW.quantity WHERE sku = NEW.sku;
END;
