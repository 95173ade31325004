// The REST API, in the shape in which openapi-typescript writes it from /api/openapi.json.
// Read, not edited: everything else takes its types from here.

export interface components {
  schemas: {
    OrderStatus: "pending" | "confirmed" | "processing" | "shipped" | "delivered" | "cancelled" | "refunded";
    User: {
      _id: string;
      name: string;
      email: string;
      phone: string;
      role: "user" | "staff" | "admin";
    };
    SessionResponse: {
      success: boolean;
      message: string;
      token: string;
      user: components["schemas"]["User"];
      redirectTo?: string;
    };
    Address: {
      label: string;
      street: string;
      city: string;
      state: string;
      zipCode: string;
      country: string;
    };
    OrderItem: {
      _id: string;
      name: string;
      price: number;
      quantity: number;
      total: number;
    };
    Order: {
      _id: string;
      orderId: string;
      items: components["schemas"]["OrderItem"][];
      totalAmount: number;
      itemCount: number;
      customerInfo: { name: string; email: string; phone: string };
      shippingAddress: components["schemas"]["Address"];
      status: components["schemas"]["OrderStatus"];
      paymentStatus: "pending" | "paid" | "failed" | "refunded";
      paymentMethod: "cod" | "online" | "card" | "upi";
      shippingMethod: "standard" | "express" | "same-day";
      shippingCost: number;
      trackingNumber?: string;
      estimatedDelivery?: string;
      notes?: string;
      orderDate: string;
      confirmedAt?: string;
      processingAt?: string;
      shippedAt?: string;
      deliveredAt?: string;
      cancelledAt?: string;
      createdAt: string;
      updatedAt: string;
      seq?: number;
    };
    OrderEvent: {
      seq: number;
      kind: "order-created" | "status-changed";
      from?: components["schemas"]["OrderStatus"];
      status: components["schemas"]["OrderStatus"];
      trackingNumber?: string;
      estimatedDelivery?: string;
      note?: string;
      createdAt: string;
      actor?: { kind: "customer" | "staff" | "admin" | "system"; name?: string };
    };
  };
}
