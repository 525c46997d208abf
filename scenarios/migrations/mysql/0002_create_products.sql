CREATE TABLE products (
  sku varchar(64) PRIMARY KEY,
  name varchar(200) NOT NULL,
  price decimal(12, 2) NOT NULL CHECK (price >= 0),
  stock int NOT NULL DEFAULT 0 CHECK (stock >= 0),
  tags json,
  details json
);
