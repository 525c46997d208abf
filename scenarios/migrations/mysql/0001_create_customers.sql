CREATE TABLE customers (
  id bigint AUTO_INCREMENT PRIMARY KEY,
  email varchar(320) NOT NULL,
  name varchar(200) NOT NULL,
  balance decimal(12, 2) NOT NULL DEFAULT 0 CHECK (balance >= 0),
  created_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY customers_email (email)
);
