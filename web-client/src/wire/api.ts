// The REST API. Written by `make generate` from the server's OpenAPI document: not edited.
export interface paths {
    "/api/admin/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of all categories. */
        get: operations["listAllCategories"];
        put?: never;
        /** Adds a category. */
        post: operations["createCategory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/categories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a category. */
        put: operations["updateCategory"];
        post?: never;
        /** Deletes a category that holds nothing. */
        delete: operations["deleteCategory"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/combined-products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Bundles, which this shop does not have: they could never be ordered. */
        get: operations["listAllBundles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/delivery-charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What delivery costs. */
        get: operations["getDelivery"];
        /** Replaces the delivery charges. */
        put: operations["setDelivery"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/product-offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Offers, which this shop does not have. */
        get: operations["listOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of all products, paged as the admin's pages read it. */
        get: operations["listAllProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/tax-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What tax is charged. */
        get: operations["getTax"];
        /** Changes the tax. What is not named stays. */
        put: operations["setTax"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of people with what they bought. */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/analytics/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The shop's people in numbers. */
        get: operations["getUserOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One person, their addresses and their newest orders. */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Makes somebody a customer, staff or an admin. */
        patch: operations["setUserRole"];
        trace?: never;
    };
    "/api/admin/users/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Lets somebody in, or keeps them out. */
        patch: operations["setUserAccess"];
        trace?: never;
    };
    "/api/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The socket events, in AsyncAPI 3. */
        get: operations["getAsyncApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes one's password; one's other sessions end. */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs in with an e-mail address or a phone number, and a password. */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends the session of the bearer token, and that of the refresh cookie unless it is somebody else's.
         * @description A browser has one cookie and may have two people in two tabs: the one who leaves does not take the other along. A token
         *     that has expired meanwhile still says who leaves.
         */
        post: operations["logOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/phone-login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The existing front end's log-in: a phone number and nothing else, under the policies of `PHONE_LOGIN` and, for admins,
         *     `ADMIN_PHONE_LOGIN`.
         */
        post: operations["logInByPhone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own profile. */
        get: operations["getProfile"];
        /** Changes one's own profile. */
        put: operations["updateProfile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchanges the refresh cookie for a new one and a fresh access token. */
        post: operations["refreshToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an account and logs it in. */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/verify-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether one's token is good, and what it says. */
        post: operations["verifyToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The active categories. */
        get: operations["listCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories/hierarchy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The active categories as a tree. */
        get: operations["getCategoryTree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The active categories that match a word. */
        get: operations["searchCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories/slug/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One category, by its name in addresses. */
        get: operations["getCategoryBySlug"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories/with-count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The active categories, each with how many products it has. */
        get: operations["listCountedCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One category, by id. */
        get: operations["getCategory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/client-config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the web client asks before it draws its log-in page. */
        get: operations["getClientConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures about the shop. The page asks without a token: in development everybody gets counts, the shop's people
         *     all the rest. In production what a shop earns is nobody else's business.
         */
        get: operations["getDashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The REST API as a page to browse, and to try calls on. */
        get: operations["getApiPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A script, style sheet or picture of the page. */
        get: operations["getApiPageFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says that the server is up, and whether its database is. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives: for who restarts it. It asks nobody else. */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests should be sent here: not while the server stops, nor without its tasks and a database that answers and
         *     can be written.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The REST API, in OpenAPI 3.1. */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of one's own. */
        get: operations["listAddresses"];
        put?: never;
        /** Adds one. */
        post: operations["addAddress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/addresses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes one. */
        put: operations["updateAddress"];
        post?: never;
        /** Deletes one. */
        delete: operations["deleteAddress"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/admin/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every order, newest first; or, as soon as the query string asks for something, a page of those that it asks
         *     for.
         */
        get: operations["listOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/admin/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts and sums, of a period or of all time. */
        get: operations["getAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/admin/bulk-update-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves many orders at once, each if it can; once per `Idempotency-Key`. */
        post: operations["bulkUpdateOrderStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/admin/by-pincode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders by the postal code that they go to; with `pincode`, that one alone. */
        get: operations["listOrdersByPincode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/admin/by-weight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders by weight: light, medium, heavy. */
        get: operations["listOrdersByWeight"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/admin/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The orders that the filters let through, newest first, as a file to save. */
        get: operations["exportOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/admin/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many orders stand where. */
        get: operations["getOrderStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/admin/{order_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Moves an order to a new status; everyone following the order hears of it. */
        put: operations["updateOrderStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Places an order, once per `Idempotency-Key`. */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/my-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own orders, newest first. The page asks again as soon as it has them: a repeated call is held until
         *     something changes, a second at most.
         */
        get: operations["listMyOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order. Its version stands in the `ETag`. */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{order_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to an order, oldest first. Who did it is for the shop's eyes. */
        get: operations["listOrderEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{order_id}/invoice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An order's invoice, for whoever may see the order: a PDF to save. */
        get: operations["getInvoice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{order_id}/tracking-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The links of an order. */
        get: operations["listTrackingLinks"];
        put?: never;
        /** Makes a link to one's own order, or, for the shop's people, to any. */
        post: operations["createTrackingLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{order_id}/tracking-links/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a link back. Whoever follows the order by it is told and follows it no more. */
        delete: operations["revokeTrackingLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of products. The paging stands nested, as the original sends it, and flat, as the pages read it. */
        get: operations["listProducts"];
        put?: never;
        /** Adds a product. */
        post: operations["createProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/admin/low-stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products that run out. */
        get: operations["listLowStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/category/{category}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products of one category. */
        get: operations["listProductsOfCategory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/featured": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products of the first page. */
        get: operations["listFeaturedProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products that match a word. */
        get: operations["searchProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One product. */
        get: operations["getProduct"];
        /** Changes a product. */
        put: operations["updateProduct"];
        post?: never;
        /** Deletes a product. Orders that name it stay readable. */
        delete: operations["deleteProduct"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/{id}/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a product's stock. */
        patch: operations["changeStock"];
        trace?: never;
    };
    "/api/public/combined-products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Bundles, which this shop does not have: they could never be ordered. */
        get: operations["listBundles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/combined-products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One bundle: none. */
        get: operations["getBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/delivery-charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What delivery costs. */
        get: operations["getDeliveryCharges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/pricing-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Both. */
        get: operations["getPricingData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/tax-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What tax is charged. */
        get: operations["getTaxSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/track/{ticket}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The order behind a ticket. */
        get: operations["trackOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upload/category-image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a picture of a category. */
        post: operations["uploadCategoryImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upload/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes any other picture. */
        post: operations["uploadImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upload/product-images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes pictures of a product. */
        post: operations["uploadProductImages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The metrics, for who may see them. */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{folder}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hands a picture out, as what it was proven to be and nothing else. */
        get: operations["getPicture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Whether somebody is let in. The admin's page says `status`, the original reads `isActive`.
         * @example {
         *       "isActive": false
         *     }
         */
        AccessChange: {
            isActive?: boolean | null;
            status?: boolean | null;
        };
        /**
         * @description Who can do something to an order.
         * @enum {string}
         */
        ActorKind: "customer" | "staff" | "admin" | "system";
        /** @description Who did something. What they are called is for the shop's eyes. */
        ActorView: {
            /** @description The user's id. */
            id?: string;
            /** @description `customer`, `staff`, `admin` or `system`. */
            kind: components["schemas"]["ActorKind"];
            /** @description The user's name, if the account is still there. */
            name?: string;
        };
        /** @description Where the parcel goes. */
        Address: {
            /** @description The saved address that was chosen. */
            _id?: string | null;
            /** @description Town. */
            city: string;
            /** @description Country. */
            country: string;
            /** @description Its label. */
            label: string;
            /** @description State. */
            state: string;
            /** @description House and street. */
            street: string;
            /** @description Postal code. */
            zipCode: string;
        };
        /** @description The answer to a change. */
        AddressChanged: {
            address: components["schemas"]["SavedAddress"];
            message: string;
            success: boolean;
        };
        /**
         * @description An address, or the parts of one to change.
         * @example {
         *       "city": "Madurai",
         *       "country": "India",
         *       "label": "Home",
         *       "state": "Tamil Nadu",
         *       "street": "12 Market Road",
         *       "zipCode": "625001"
         *     }
         */
        AddressInput: {
            city?: string | null;
            country?: string | null;
            isDefault?: boolean | null;
            /** @description `Home`, `Office` or `Other`. */
            label?: string | null;
            state?: string | null;
            street?: string | null;
            zipCode?: string | null;
        };
        /** @description All saved addresses of somebody. */
        AddressList: {
            addresses: components["schemas"]["SavedAddress"][];
            success: boolean;
        };
        /** @description A person as the shop's admins see them. */
        AdminUser: components["schemas"]["User"] & {
            /** @description When the account was made. */
            createdAt: components["schemas"]["Timestamp"];
            /** @description Whether they are let in. */
            isActive: boolean;
            /** @description As the front end knows it. */
            isPhoneVerified: boolean;
            /** @description `phone` or `password`. */
            loginMethod: string;
            /** @description What they bought. */
            stats: components["schemas"]["UserStats"];
            /** @description When it last changed. */
            updatedAt: components["schemas"]["Timestamp"];
        };
        /** @description Categories, inactive ones too, and where the page stands among them. */
        AllCategories: {
            categories: components["schemas"]["Category"][];
            /** Format: int64 */
            currentPage: number;
            hasNextPage: boolean;
            hasPrevPage: boolean;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            totalPages: number;
        };
        /** @description Products, inactive ones too, and where the page stands among them. */
        AllProducts: {
            /** Format: int64 */
            currentPage: number;
            hasNextPage: boolean;
            hasPrevPage: boolean;
            products: components["schemas"]["Product"][];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            totalPages: number;
        };
        /** @description The figures of a period. */
        Analytics: {
            /** @description How they are paid for. */
            ordersByPaymentMethod: components["schemas"]["Counted_String"][];
            /** @description How many stand where. */
            ordersByStatus: components["schemas"]["Counted_OrderStatus"][];
            /** @description Day by day, without a gap. */
            revenueByDay: components["schemas"]["DayOfOrders"][];
            /** @description Where most go. */
            topPincodes: components["schemas"]["Counted_String"][];
            /**
             * Format: int64
             * @description How many orders.
             */
            totalOrders: number;
            /** @description What they cost, cancelled ones too. */
            totalRevenue: components["schemas"]["Money"];
            /**
             * Format: double
             * @description What they weigh, in grams.
             */
            totalWeight: number;
        };
        /** @description The answer with counts and sums. */
        AnalyticsAnswer: {
            analytics: components["schemas"]["Analytics"];
            success: boolean;
        };
        /** @description A JSON object of any content. */
        AnyObject: Record<string, never>;
        /** @description The answer to a bulk update. */
        BulkAnswer: {
            message: string;
            results: components["schemas"]["BulkResults"];
            success: boolean;
        };
        /** @description What became of one order. */
        BulkDetail: components["schemas"]["BulkMoved"] | components["schemas"]["BulkRefused"];
        /** @description An order that is as it was wanted. */
        BulkMoved: {
            /** @description Whether it was otherwise before. */
            changed: boolean;
            /** @description As the caller spelled it. */
            orderId: string;
            /** Format: int64 */
            seq: number;
            status: components["schemas"]["OrderStatus"];
            /** @description True. */
            success: boolean;
            updatedAt: components["schemas"]["Timestamp"];
        };
        /** @description An order that stayed as it was. */
        BulkRefused: Record<string, never> & {
            /** @description `order_not_found`, `invalid_transition`, or `precondition_failed` with the `order` as it is. */
            code: string;
            /** @description Why, for people. */
            error: string;
            /** @description As the caller spelled it. */
            orderId: string;
            /** @description False. */
            success: boolean;
        };
        /** @description What became of the orders, in the order in which they were named. */
        BulkResults: {
            /** @description One for each time that an order was named. */
            details: components["schemas"]["BulkDetail"][];
            /** @description Orders that stayed as they were, counted likewise. */
            failed: number;
            /** @description Orders that are as they were wanted. One that was named more than once counts once, however it was spelled. */
            successful: number;
        };
        /** @description Body of a bulk update. */
        BulkStatusChange: components["schemas"]["StatusBody"] & {
            /** @description The `seq` that each of `orderIds` must still have, in the same order; null where the caller does not mind. */
            expectedSeqs?: (number | null)[] | null;
            /** @description As their pages call them, or document ids. */
            orderIds: string[];
        };
        /** @description Bundles: none. */
        Bundles: {
            combinedProducts: string[];
            success: boolean;
        };
        /** @description A category. */
        Category: {
            /** @description The category's id. */
            _id: string;
            /** @description When it was added. */
            createdAt: components["schemas"]["Timestamp"];
            /** @description A sentence about it. */
            description: string;
            /** @description URL of a picture. */
            image?: string;
            /** @description Whether the shop shows it. */
            isActive: boolean;
            /** @description What it is called. */
            name: string;
            /**
             * Format: int32
             * @description Its place on the page.
             */
            order: number;
            parentCategory: components["schemas"]["ParentCategory"] | null;
            /** @description Its name in addresses. */
            slug: string;
            /** @description When it last changed. */
            updatedAt: components["schemas"]["Timestamp"];
        };
        /** @description The answer to a new or changed category. */
        CategoryChanged: {
            category: components["schemas"]["Category"];
            message: string;
            success: boolean;
        };
        /** @description The answer to a picture of a category. */
        CategoryImage: {
            image: components["schemas"]["UploadedImage"];
            message: string;
            success: boolean;
        };
        /** @description A form with a picture of a category. */
        CategoryImageForm: {
            /**
             * Format: binary
             * @description GIF, JPEG, PNG or WebP.
             */
            categoryImage: string;
        };
        /**
         * @description A category, or the parts of one to change.
         * @example {
         *       "description": "Handmade",
         *       "name": "Soaps"
         *     }
         */
        CategoryInput: {
            description?: string | null;
            image?: string | null;
            isActive?: boolean | null;
            name?: string | null;
            order?: components["schemas"]["FormNumber"] | null;
            parentCategory?: components["schemas"]["Reference"] | null;
        };
        /** @description A category with those that belong to it. */
        CategoryNode: components["schemas"]["Category"] & {
            /** @description Those that belong to it, in their places. */
            children: components["schemas"]["CategoryNode"][];
        };
        /** @description Products of a category. */
        CategoryProducts: {
            pagination: components["schemas"]["Pagination"];
            products: components["schemas"]["Product"][];
        };
        /** @description The category inside a product. */
        CategoryRef: {
            /** @description The category's id. */
            _id: string;
            /** @description A sentence about it; only with a single product. */
            description?: string;
            /** @description What it is called. */
            name: string;
        };
        /** @description How many people are which sort of customer. */
        CategoryStats: {
            /**
             * Format: int64
             * @description Without an order.
             */
            new: number;
            /**
             * Format: int64
             * @description With one to four.
             */
            regular: number;
            /**
             * Format: int64
             * @description With five or more.
             */
            vip: number;
        };
        /** @description The answer of `GET /api/client-config`. */
        ClientConfig: {
            demoAccounts: components["schemas"]["DemoAccount"][];
            phoneLogin: string;
            sandbox: boolean;
            shopName: string;
            trackingAccess: string;
        };
        /** @description A category and how many products it has. */
        CountedCategory: components["schemas"]["Category"] & {
            /**
             * Format: int64
             * @description How many products can be ordered from it.
             */
            productCount: number;
        };
        /** @description How often something occurs. */
        Counted_OrderStatus: {
            /**
             * @description Where an order stands.
             * @enum {string}
             */
            _id: "pending" | "confirmed" | "processing" | "shipped" | "delivered" | "cancelled" | "refunded";
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
        };
        /** @description How often something occurs. */
        Counted_String: {
            _id: string;
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
        };
        /** @description Where an order stands, for whoever expected it elsewhere. */
        CurrentOrder: {
            estimatedDelivery: components["schemas"]["Timestamp"] | null;
            /** @description What people call it. */
            orderId: string;
            /**
             * Format: int64
             * @description The number of its newest event: its version.
             */
            seq: number;
            /** @description Its status. */
            status: components["schemas"]["OrderStatus"];
            /** @description The carrier's number of the parcel. */
            trackingNumber: string | null;
            /** @description When it last changed. */
            updatedAt: components["schemas"]["Timestamp"];
        };
        /**
         * @description A sort of customer, by how often they have ordered.
         * @enum {string}
         */
        CustomerCategory: "new" | "regular" | "vip";
        /** @description Whom to ask about the order. */
        CustomerInfo: {
            /** @description E-mail address. */
            email: string;
            /** @description Name. */
            name: string;
            /** @description Phone number. */
            phone: string;
        };
        /** @description Whom to ask about the order. */
        CustomerInput: {
            email: string;
            name: string;
            phone: string;
        };
        /** @description Whose order it is. */
        CustomerRef: string | {
            /** @description The user's id. */
            _id: string;
            /** @description Their e-mail address. */
            email: string;
            /** @description What to call them. */
            name: string;
            /** @description Their phone number. */
            phone: string;
        };
        /** @description The answer of `GET /api/dashboard/stats`. */
        Dashboard: {
            /** @description Further figures. */
            analytics: components["schemas"]["ShopFigures"];
            /** @description How many orders stand where. */
            orderStatusBreakdown: {
                [key: string]: number;
            };
            /** @description What is counted. */
            overview: components["schemas"]["ShopOverview"];
            /** @description The newest orders; empty for strangers, as all lists are. */
            recentOrders: components["schemas"]["RecentOrder"][];
            /** @description Revenue by month. */
            revenueGrowth: components["schemas"]["MonthOfRevenue"][];
            /** @description Orders by month. */
            salesData: components["schemas"]["MonthOfSales"][];
            /** @description What sells most. */
            topProducts: components["schemas"]["TopProduct"][];
            /** @description New customers by month. */
            userGrowth: components["schemas"]["MonthOfUsers"][];
        };
        /** @description What came in on one day, by UTC. */
        DayOfOrders: {
            /**
             * Format: date
             * @description The day.
             */
            date: string;
            /**
             * Format: int64
             * @description How many there were.
             */
            orders: number;
            /** @description What the day's orders cost, cancelled ones too. */
            revenue: components["schemas"]["Money"];
        };
        /** @description The answer about delivery. */
        DeliveryAnswer: {
            charges: components["schemas"]["DeliveryCharge"][];
            success: boolean;
        };
        /** @description The answer to a change of delivery charges. */
        DeliveryChanged: {
            charges: components["schemas"]["DeliveryCharge"][];
            message: string;
            success: boolean;
        };
        /** @description A delivery charge for a range of weights. Both ends are inclusive; no `max_weight` means open-ended. */
        DeliveryCharge: {
            /**
             * Format: double
             * @description The charge in rupees.
             */
            charge: number;
            /**
             * Format: int64
             * @description Number of the rule within the shop; the admin's page makes them up, from the clock.
             */
            id: number;
            /** @description Rules that are switched off are passed over. */
            isActive: boolean;
            /**
             * Format: double
             * @description The heaviest cart to which the rule applies, in grams.
             */
            maxWeight: number | null;
            /**
             * Format: double
             * @description The lightest cart to which the rule applies, in grams.
             */
            minWeight: number;
        };
        /** @description A delivery charge. No `maxWeight` means open-ended. */
        DeliveryChargeInput: {
            charge: components["schemas"]["FormNumber"];
            id?: unknown;
            isActive?: boolean | null;
            maxWeight?: components["schemas"]["FormNumber"] | null;
            minWeight?: components["schemas"]["FormNumber"] | null;
        };
        /** @description What delivery costs. */
        DeliveryCharges: {
            charges: components["schemas"]["DeliveryCharge"][];
        };
        /** @description All delivery charges, in the order in which they are tried. */
        DeliveryInput: {
            charges: components["schemas"]["DeliveryChargeInput"][];
        };
        /** @description A demo account, for the log-in page of a development server. */
        DemoAccount: {
            /** @description What to type. */
            identifier: string;
            /** @description Who it is. */
            label: string;
            /** @description And the password. */
            password: string;
            /** @description What they may do. */
            role: components["schemas"]["Role"];
        };
        /** @description It was done, and there is nothing to show. */
        Done: {
            /** @description For people. */
            message: string;
            /** @description True. */
            success: boolean;
        };
        /** @description A list as forms send it: an array, or one text with commas. */
        FormList: string[] | string;
        /** @description A number as forms send it: a JSON number, or a text that reads as one. An empty text is none. */
        FormNumber: number | string;
        /** @description The answer of `GET /api/health`. */
        Health: {
            database: string;
            environment: string;
            message: string;
            status: string;
            timestamp: components["schemas"]["Timestamp"];
            /** Format: double */
            uptime: number;
        };
        /** @description A form with any other picture. */
        ImageForm: {
            /**
             * Format: binary
             * @description GIF, JPEG, PNG or WebP.
             */
            image: string;
        };
        InventoryFigures: {
            /** Format: double */
            averageStock: number;
            /** Format: int64 */
            outOfStockProducts: number;
        };
        /** @description All links of an order. */
        LinkList: {
            links: components["schemas"]["TrackingLink"][];
            success: boolean;
        };
        /** @description The answer to a new link. */
        LinkMade: {
            link: components["schemas"]["NewLink"];
            success: boolean;
        };
        /** @description The answer to taking a link back. */
        LinkRevoked: {
            link: components["schemas"]["TrackingLink"];
            message: string;
            success: boolean;
        };
        /**
         * @description Body of a log-in with a password.
         * @example {
         *       "identifier": "you@example.com",
         *       "password": "correct horse battery"
         *     }
         */
        Login: {
            /** @description Another name of `identifier`. */
            email?: string | null;
            /** @description An e-mail address or a phone number. */
            identifier?: string | null;
            /** Format: password */
            password: string;
            /** @description Another name of `identifier`. */
            phone?: string | null;
        };
        /**
         * Format: double
         * @description Rupees, with at most two decimals.
         * @example 24.99
         */
        Money: number;
        /** @description A month's revenue. */
        MonthOfRevenue: {
            month: string;
            revenue: components["schemas"]["Money"];
        };
        /** @description A month's orders. */
        MonthOfSales: {
            month: string;
            /** Format: int64 */
            orders: number;
            sales: components["schemas"]["Money"];
        };
        /** @description A month's new customers. */
        MonthOfUsers: {
            month: string;
            /** Format: int64 */
            users: number;
        };
        /** @description A new link with its ticket. */
        NewLink: {
            createdAt: components["schemas"]["Timestamp"];
            expiresAt: components["schemas"]["Timestamp"];
            id: string;
            /** @description The page that opens it. */
            path: string;
            /** @description A bearer secret; it is shown this once. */
            ticket: string;
        };
        /**
         * @description Body of `POST /api/orders/create`. `subtotal`, `tax`, `shipping`, and the lines' prices are not read: prices
         *     come from the catalogue.
         * @example {
         *       "customerInfo": {
         *         "email": "you@example.com",
         *         "name": "Meena",
         *         "phone": "9000012345"
         *       },
         *       "items": [
         *         {
         *           "productId": "65f000000000000000000001",
         *           "quantity": 2
         *         }
         *       ],
         *       "paymentMethod": "cod",
         *       "selectedAddressId": "65f000000000000000000002",
         *       "shippingMethod": "standard",
         *       "type": "cart"
         *     }
         */
        NewOrder: {
            customerInfo: components["schemas"]["CustomerInput"];
            /** @description The lines of a cart. */
            items?: components["schemas"]["NewOrderItem"][] | null;
            notes?: string | null;
            /**
             * Format: double
             * @description In grams.
             */
            orderWeight?: number | null;
            paymentMethod?: components["schemas"]["PaymentMethod"] | null;
            /** @description What is bought now. */
            productId?: string | null;
            /**
             * Format: int64
             * @description How many of what is bought now; 1 by default.
             */
            quantity?: number | null;
            /** @description One of the customer's saved addresses. */
            selectedAddressId: string;
            shippingMethod?: components["schemas"]["ShippingMethod"] | null;
            /**
             * Format: double
             * @description What the customer was shown, in rupees. If it is not what the goods cost, the order is refused.
             */
            totalAmount?: number | null;
            /** @description `cart` (the default) or `buy-now`. */
            type?: string | null;
        };
        /** @description A line of a cart. */
        NewOrderItem: {
            /** @description What the customer calls it, for the message should it be gone. */
            name?: string | null;
            productId: string;
            /**
             * Format: int64
             * @description 1 by default.
             */
            quantity?: number | null;
        };
        /** @description Body of a new link. */
        NewTrackingLink: {
            /**
             * Format: int64
             * @description 720 by default: a month.
             */
            expiresInHours?: number | null;
        };
        /** @description Offers: none. */
        Offers: {
            offers: string[];
            success: boolean;
        };
        /** @description A whole order. */
        Order: components["schemas"]["StatusTimes"] & {
            /**
             * Format: int32
             * @description As the original's database wrote it; always 0.
             */
            __v: number;
            /** @description The document id by which the front end knows the order. */
            _id: string;
            /** @description Where the bill goes: the same. */
            billingAddress: components["schemas"]["Address"];
            /** @description When it was made. */
            createdAt: components["schemas"]["Timestamp"];
            /** @description Whom to ask. */
            customerInfo: components["schemas"]["CustomerInfo"];
            /** @description When the parcel should arrive. */
            estimatedDelivery?: components["schemas"]["Timestamp"];
            /**
             * Format: int32
             * @description How many pieces.
             */
            itemCount: number;
            /** @description What was bought. */
            items: components["schemas"]["OrderItem"][];
            /** @description What the customer wrote. */
            notes?: string;
            /** @description When it was placed. */
            orderDate: components["schemas"]["Timestamp"];
            /**
             * @description What people call it.
             * @example ORD00001
             */
            orderId: string;
            /**
             * Format: double
             * @description In grams.
             */
            orderWeight: number;
            /** @description The payment provider's reference. */
            paymentId?: string;
            /** @description How it is paid for. */
            paymentMethod: components["schemas"]["PaymentMethod"];
            /** @description Whether it is paid for. */
            paymentStatus: components["schemas"]["PaymentStatus"];
            /**
             * Format: int64
             * @description The number of the order's newest event: its version.
             */
            seq: number;
            /** @description Where the parcel goes. */
            shippingAddress: components["schemas"]["Address"];
            /** @description What the method adds. */
            shippingCost: components["schemas"]["Money"];
            /** @description How it is carried. */
            shippingMethod: components["schemas"]["ShippingMethod"];
            /** @description Where the order stands. */
            status: components["schemas"]["OrderStatus"];
            /** @description What the customer pays. */
            totalAmount: components["schemas"]["Money"];
            /** @description The carrier's number of the parcel. */
            trackingNumber?: string;
            /** @description When it last changed. */
            updatedAt: components["schemas"]["Timestamp"];
            userId: components["schemas"]["CustomerRef"] | null;
        };
        /** @description One order. */
        OrderAnswer: {
            order: components["schemas"]["Order"];
            success: boolean;
        };
        /** @description One of somebody's newest orders. */
        OrderBrief: {
            _id: string;
            orderDate: components["schemas"]["Timestamp"];
            orderId: string;
            status: components["schemas"]["OrderStatus"];
            totalAmount: components["schemas"]["Money"];
        };
        /** @description An event of an order. */
        OrderEvent: {
            /** @description Who did it. */
            actor: components["schemas"]["ActorView"];
            /** @description When it happened. */
            createdAt: components["schemas"]["Timestamp"];
            /** @description When the parcel should arrive. */
            estimatedDelivery?: components["schemas"]["Timestamp"];
            /** @description The status before. */
            from?: components["schemas"]["OrderStatus"];
            /** @description What happened. */
            kind: components["schemas"]["OrderEventKind"];
            /** @description What was written beside it; for the shop's eyes. */
            note?: string;
            /** @description The request that did it; for the shop's eyes. */
            requestId?: string;
            /**
             * Format: int64
             * @description Its number among the order's events, from 1, without a gap.
             */
            seq: number;
            /** @description The status after. */
            status: components["schemas"]["OrderStatus"];
            /** @description The parcel's tracking number after. */
            trackingNumber?: string;
        };
        /**
         * @description What can happen to an order.
         * @enum {string}
         */
        OrderEventKind: "order-created" | "status-changed";
        /** @description What happened to an order, oldest first. */
        OrderHistory: {
            events: components["schemas"]["OrderEvent"][];
            success: boolean;
        };
        /** @description A line of an order. Name, price and total are those of the time of the order. */
        OrderItem: {
            /** @description The line's id. */
            _id: string;
            /** @description What it was called. */
            name: string;
            /** @description Price of one. */
            price: components["schemas"]["Money"];
            productId: components["schemas"]["ProductRef"] | null;
            /**
             * Format: int32
             * @description How many.
             */
            quantity: number;
            /** @description Price times quantity. */
            total: components["schemas"]["Money"];
        };
        /** @description Orders, newest first. */
        OrderList: {
            orders: components["schemas"]["Order"][];
            success: boolean;
        };
        /** @description The answer to a move. */
        OrderMoved: {
            /** @description How many sockets follow the order now. */
            followers: number;
            message: string;
            order: components["schemas"]["OrderSnapshot"];
            success: boolean;
        };
        /** @description Where a page stands in its list. */
        OrderPagination: {
            /**
             * Format: int32
             * @description From 1.
             */
            currentPage: number;
            /** @description Whether a page follows. */
            hasNextPage: boolean;
            /** @description Whether a page precedes. */
            hasPrevPage: boolean;
            /**
             * Format: int32
             * @description How many orders a page holds.
             */
            limit: number;
            /**
             * Format: int64
             * @description How many orders there are.
             */
            totalOrders: number;
            /**
             * Format: int64
             * @description How many there are.
             */
            totalPages: number;
        };
        /** @description The answer to a new order. */
        OrderPlaced: {
            message: string;
            order: components["schemas"]["Order"];
            success: boolean;
        };
        /** @description Where an order stands, in an ack. */
        OrderSnapshot: {
            /** @description When the parcel should arrive. */
            estimatedDelivery?: components["schemas"]["Timestamp"];
            /** @description What people call the order. */
            orderId: string;
            /**
             * Format: int64
             * @description The number of its newest event; 0 in the sandbox.
             */
            seq: number;
            /** @description Its status now. */
            status: components["schemas"]["OrderStatus"];
            /** @description The carrier's number of the parcel. */
            trackingNumber?: string;
            /** @description When it last changed. */
            updatedAt: components["schemas"]["Timestamp"];
        };
        /** @description How many orders stand where. */
        OrderStats: {
            /**
             * Format: int64
             * @description Not to be fulfilled.
             */
            cancelledOrders: number;
            /**
             * Format: int64
             * @description Accepted.
             */
            confirmedOrders: number;
            /**
             * Format: int64
             * @description Arrived.
             */
            deliveredOrders: number;
            /**
             * Format: int64
             * @description Not yet seen by the shop.
             */
            pendingOrders: number;
            /**
             * Format: int64
             * @description Being made ready.
             */
            processingOrders: number;
            /**
             * Format: int64
             * @description Paid back.
             */
            refundedOrders: number;
            /**
             * Format: int64
             * @description On their way.
             */
            shippedOrders: number;
            /**
             * Format: int64
             * @description All of them.
             */
            totalOrders: number;
        };
        /**
         * @description Where an order stands.
         * @enum {string}
         */
        OrderStatus: "pending" | "confirmed" | "processing" | "shipped" | "delivered" | "cancelled" | "refunded";
        /** @description The answer with orders by postal code, described. */
        OrdersByPincode: {
            groupedOrders: {
                [key: string]: components["schemas"]["Order"][];
            };
            success: boolean;
            totalOrders: number;
        };
        /** @description The answer with orders by weight, described. */
        OrdersByWeight: {
            /** @description `light`, `medium` and `heavy`. */
            groupedOrders: {
                [key: string]: components["schemas"]["WeighedOrder"][];
            };
            success: boolean;
            totalOrders: number;
        };
        /** @description A page of orders. */
        OrdersPage: {
            orders: components["schemas"]["Order"][];
            /** @description Absent where every order was asked for. */
            pagination?: components["schemas"]["OrderPagination"];
            success: boolean;
        };
        /** @description The answer to any other picture. */
        OtherImage: {
            file: components["schemas"]["UploadedImage"];
            message: string;
            success: boolean;
        };
        /** @description The profile at the top level, as the original sends it, and under `user`, where the profile page looks. */
        OwnProfile: components["schemas"]["Profile"] & {
            user: components["schemas"]["Profile"];
        };
        /** @description Where a page stands in its list. */
        Pagination: {
            /**
             * Format: int64
             * @description From 1.
             */
            currentPage: number;
            /** @description Whether a page follows. */
            hasNextPage: boolean;
            /** @description Whether a page precedes. */
            hasPrevPage: boolean;
            /**
             * Format: int64
             * @description How many a page holds.
             */
            limit: number;
            /**
             * Format: int64
             * @description How many there are.
             */
            totalPages: number;
            /**
             * Format: int64
             * @description How many products there are.
             */
            totalProducts: number;
        };
        /** @description The parent inside a category. */
        ParentCategory: {
            /** @description The category's id. */
            _id: string;
            /** @description What it is called. */
            name: string;
            /** @description Its name in addresses. */
            slug: string;
        };
        /** @description Body of a change of password. */
        PasswordChange: {
            /** Format: password */
            currentPassword: string;
            /** Format: password */
            newPassword: string;
        };
        /**
         * @description How a customer pays.
         * @enum {string}
         */
        PaymentMethod: "cod" | "online" | "card" | "upi";
        /**
         * @description Whether an order is paid for.
         * @enum {string}
         */
        PaymentStatus: "pending" | "paid" | "failed" | "refunded";
        /** @description A phone number as pages send it. */
        PhoneInput: string | number;
        /**
         * @description Body of the front end's log-in.
         * @example {
         *       "phone": "9000012345"
         *     }
         */
        PhoneLogin: {
            /** @description The number; ten digits are an Indian one. */
            phone: components["schemas"]["PhoneInput"];
        };
        /** @description What is added to the price of goods. */
        PricingData: {
            deliveryCharges: components["schemas"]["DeliveryCharges"];
            taxSettings: components["schemas"]["PublicTax"];
            timestamp: components["schemas"]["Timestamp"];
        };
        /** @description The answer of the probes. */
        Probe: {
            status: string;
        };
        /** @description A product. */
        Product: {
            /** @description The product's id. */
            _id: string;
            /** @description What it is good for. */
            benefits: components["schemas"]["StringList"];
            /** @description Where it stands. */
            category: components["schemas"]["CategoryRef"];
            /** @description When it was added. */
            createdAt: components["schemas"]["Timestamp"];
            /** @description What it is. */
            description: string;
            /** @description URLs or file names of pictures. */
            images: components["schemas"]["StringList"];
            /** @description What is in it. */
            ingredients: components["schemas"]["StringList"];
            /** @description Can be ordered. */
            isActive: boolean;
            /** @description Shown on the first page. */
            isFeatured: boolean;
            /** @description Without gluten. */
            isGlutenFree: boolean;
            /** @description Grown organically. */
            isOrganic: boolean;
            /** @description Without anything from animals. */
            isVegan: boolean;
            /** @description What it is called. */
            name: string;
            /**
             * Format: int32
             * @description How many rated it.
             */
            numReviews: number;
            /** @description The price before a reduction. */
            originalPrice?: components["schemas"]["Money"];
            /** @description Price of one piece. */
            price: components["schemas"]["Money"];
            /**
             * Format: double
             * @description Mean rating.
             */
            ratings: number;
            /** @description Not kept; always empty. */
            reviews: string[];
            /** @description Its name in addresses. */
            slug: string;
            /**
             * Format: int32
             * @description How many are left.
             */
            stock: number;
            /** @description Words to find it by. */
            tags: components["schemas"]["StringList"];
            /** @description Unit of `weight`. */
            unit: string;
            /** @description When it last changed. */
            updatedAt: components["schemas"]["Timestamp"];
            /** @description How to use it. */
            usage: string;
            /**
             * Format: double
             * @description Weight of one, in `unit`.
             */
            weight: number;
        };
        /** @description The answer to a new or changed product. */
        ProductChanged: {
            message: string;
            product: components["schemas"]["Product"];
            success: boolean;
        };
        /** @description The filters that were asked for, as they were understood. */
        ProductFilters: {
            category: string | null;
            inStock: boolean;
            maxPrice: string | null;
            minPrice: string | null;
            search: string | null;
            tags: string[];
        };
        /** @description The answer to pictures of a product. */
        ProductImages: {
            images: components["schemas"]["UploadedImage"][];
            message: string;
            success: boolean;
        };
        /** @description A form with pictures of a product. */
        ProductImagesForm: {
            /** @description GIF, JPEG, PNG or WebP. */
            productImages: string[];
        };
        /**
         * @description A product, or the parts of one to change. Ratings and reviews are nobody's to write.
         * @example {
         *       "category": "65f000000000000000000001",
         *       "name": "Neem soap",
         *       "price": 120,
         *       "stock": 50,
         *       "unit": "g",
         *       "weight": 100
         *     }
         */
        ProductInput: {
            benefits?: components["schemas"]["FormList"] | null;
            category?: components["schemas"]["Reference"] | null;
            description?: string | null;
            images?: components["schemas"]["FormList"] | null;
            ingredients?: components["schemas"]["FormList"] | null;
            isActive?: boolean | null;
            isFeatured?: boolean | null;
            isGlutenFree?: boolean | null;
            isOrganic?: boolean | null;
            isVegan?: boolean | null;
            name?: string | null;
            originalPrice?: components["schemas"]["FormNumber"] | null;
            price?: components["schemas"]["FormNumber"] | null;
            stock?: components["schemas"]["FormNumber"] | null;
            tags?: components["schemas"]["FormList"] | null;
            /** @description `g` (the default), `kg`, `ml`, `l`, `pieces` or `packets`. */
            unit?: string | null;
            usage?: string | null;
            weight?: components["schemas"]["FormNumber"] | null;
        };
        /** @description Products that match, and where the page stands among them. */
        ProductPage: {
            /** Format: int64 */
            currentPage: number;
            filters: components["schemas"]["ProductFilters"];
            hasNextPage: boolean;
            hasPrevPage: boolean;
            pagination: components["schemas"]["Pagination"];
            products: components["schemas"]["Product"][];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            totalPages: number;
        };
        /** @description The product of a line. */
        ProductRef: string | {
            /** @description The product's id. */
            _id: string;
            /** @description Its pictures. */
            images: components["schemas"]["StringList"];
            /** @description What it is called now. */
            name: string;
            /** @description Unit of `weight`. */
            unit: string;
            /**
             * Format: double
             * @description Weight of one, in `unit`.
             */
            weight: number;
        } | components["schemas"]["Product"];
        /** @description A whole profile. */
        Profile: components["schemas"]["User"] & {
            /** @description Where parcels go. */
            addresses: components["schemas"]["SavedAddress"][];
            /** @description URL of a picture. */
            avatar?: string;
            /** @description When the account was made. */
            createdAt: components["schemas"]["Timestamp"];
            /** @description Deactivated people are let in nowhere, so this is true. */
            isActive: boolean;
            /** @description As the front end knows it. */
            isPhoneVerified: boolean;
            /** @description `phone` or `password`. */
            loginMethod: string;
            /** @description When it last changed. */
            updatedAt: components["schemas"]["Timestamp"];
            /** @description Kept in the browser; always empty here. */
            wishlist: string[];
        };
        /** @description The address in a profile. Every part is optional. */
        ProfileAddress: {
            /** @description Town. */
            city?: string;
            /** @description Country. */
            country?: string;
            /** @description State. */
            state?: string;
            /** @description House and street. */
            street?: string;
            /** @description Postal code. */
            zipCode?: string;
        };
        /** @description Body of a change of profile. The phone number stays: it is what one logs in with. */
        ProfileChange: {
            address?: components["schemas"]["ProfileAddress"] | null;
            email?: string | null;
            name?: string | null;
        };
        /** @description The answer to a change of profile. */
        ProfileChanged: {
            message: string;
            success: boolean;
            user: components["schemas"]["Profile"];
        };
        /** @description What tax is charged. */
        PublicTax: {
            settings: components["schemas"]["TaxSettings"];
        };
        /** @description One of the newest orders. */
        RecentOrder: {
            _id: string;
            customerEmail: string;
            customerName: string;
            orderDate: components["schemas"]["Timestamp"];
            orderId: string;
            status: components["schemas"]["OrderStatus"];
            totalAmount: components["schemas"]["Money"];
        };
        /** @description The id of another document, alone or inside the document. */
        Reference: string | {
            _id: string;
        };
        /** @description Every refusal is one of these; some say more. */
        Refusal: {
            /**
             * @description What is wrong, for programs. It does not change.
             * @example order_not_found
             */
            code: string;
            /**
             * @description What is wrong, for people.
             * @example Order not found
             */
            message: string;
            /**
             * @description False.
             * @default false
             */
            success: boolean;
        };
        /**
         * @description Body of a registration.
         * @example {
         *       "email": "you@example.com",
         *       "name": "Meena",
         *       "password": "correct horse battery",
         *       "phone": "9000012345"
         *     }
         */
        Registration: {
            /** @description This or a phone number. */
            email?: string | null;
            name: string;
            /** Format: password */
            password: string;
            /** @description This or an e-mail address. */
            phone?: string | null;
        };
        RevenueFigures: {
            averageOrderValue: components["schemas"]["Money"];
        };
        /**
         * @description A person's role. The front end knows `user` (a customer) and `admin`.
         * @enum {string}
         */
        Role: "user" | "staff" | "admin";
        /**
         * @description What somebody may do from now on.
         * @example {
         *       "role": "staff"
         *     }
         */
        RoleChange: {
            role: components["schemas"]["Role"];
        };
        /** @description A saved address as checkout reads it. */
        SavedAddress: {
            /** @description The address's id. */
            _id: string;
            /** @description Town. */
            city: string;
            /** @description Country. */
            country: string;
            /** @description When it was added. */
            createdAt: components["schemas"]["Timestamp"];
            /** @description Whether checkout picks it first. */
            isDefault: boolean;
            /** @description `Home`, `Office` or `Other`. */
            label: string;
            /** @description State. */
            state: string;
            /** @description House and street. */
            street: string;
            /** @description Postal code. */
            zipCode: string;
        };
        /** @description The answer to every kind of log-in. */
        SessionResponse: {
            message: string;
            redirectTo: string;
            success: boolean;
            token: string;
            user: components["schemas"]["User"];
        };
        /** @description The order behind a ticket, and its way so far. */
        Shared: {
            events: components["schemas"]["SharedEvent"][];
            order: components["schemas"]["SharedOrder"];
            success: boolean;
        };
        /** @description One step of the parcel's way. */
        SharedEvent: {
            createdAt: components["schemas"]["Timestamp"];
            /** Format: int64 */
            seq: number;
            status: components["schemas"]["OrderStatus"];
        };
        /** @description What a ticket shows: where the parcel is, and nothing about people, goods or money. */
        SharedOrder: components["schemas"]["OrderSnapshot"] & components["schemas"]["StatusTimes"] & {
            orderDate: components["schemas"]["Timestamp"];
        };
        /**
         * @description How an order is carried.
         * @enum {string}
         */
        ShippingMethod: "standard" | "express" | "same-day";
        /** @description Further figures. */
        ShopFigures: {
            inventoryAnalytics: components["schemas"]["InventoryFigures"];
            revenueAnalytics: components["schemas"]["RevenueFigures"];
            userAnalytics: components["schemas"]["UserFigures"];
        };
        /** @description What is counted. */
        ShopOverview: {
            /**
             * Format: int64
             * @description Customers who are let in.
             */
            activeUsers: number;
            /**
             * Format: int64
             * @description Orders that arrived.
             */
            deliveredOrders: number;
            /**
             * Format: int64
             * @description Products of which few are left.
             */
            lowStockProducts: number;
            /**
             * Format: int64
             * @description Orders that the shop has not looked at.
             */
            pendingOrders: number;
            /**
             * Format: int64
             * @description Categories that the shop shows.
             */
            totalCategories: number;
            /**
             * Format: int64
             * @description Orders.
             */
            totalOrders: number;
            /**
             * Format: int64
             * @description Products that can be bought.
             */
            totalProducts: number;
            /** @description What they cost, cancelled ones too; 0 for strangers. */
            totalRevenue: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Customers.
             */
            totalUsers: number;
            /**
             * Format: int64
             * @description Customers with a checked phone number.
             */
            verifiedUsers: number;
        };
        /** @description The answer to how many orders stand where. */
        StatsAnswer: {
            stats: components["schemas"]["OrderStats"];
            success: boolean;
        };
        /** @description What an order should become, as REST and the socket command alike spell it. */
        StatusBody: {
            /** @description When the parcel should arrive: an instant or a date, in ISO 8601. */
            estimatedDelivery?: string | null;
            /** @description For the history. */
            note?: string | null;
            /** @description What it becomes. */
            status: components["schemas"]["OrderStatus"];
            /** @description The carrier's number of the parcel. */
            trackingNumber?: string | null;
        };
        /** @description When an order last reached each status. */
        StatusTimes: {
            /** @description Cancelled. */
            cancelledAt?: components["schemas"]["Timestamp"];
            /** @description Confirmed. */
            confirmedAt?: components["schemas"]["Timestamp"];
            /** @description Delivered. */
            deliveredAt?: components["schemas"]["Timestamp"];
            /** @description Processing. */
            processingAt?: components["schemas"]["Timestamp"];
            /** @description Refunded. */
            refundedAt?: components["schemas"]["Timestamp"];
            /** @description Shipped. */
            shippedAt?: components["schemas"]["Timestamp"];
        };
        /** @description The answer to a change of stock. */
        StockChanged: {
            message: string;
            product: components["schemas"]["StockNow"];
            success: boolean;
        };
        /**
         * @description Body of a change of stock.
         * @example {
         *       "operation": "add",
         *       "stock": 5
         *     }
         */
        StockInput: {
            /** @description `set` (the default), `add` or `subtract`. */
            operation?: string | null;
            /** @description A whole number from 0. */
            stock: components["schemas"]["FormNumber"];
        };
        /** @description What is left of a product. */
        StockNow: {
            _id: string;
            name: string;
            /** Format: int32 */
            stock: number;
        };
        /** @description A list of texts in a JSON column. */
        StringList: string[];
        /** @description The answer about tax. */
        TaxAnswer: {
            settings: components["schemas"]["TaxSettings"];
            success: boolean;
        };
        /** @description The answer to a change of tax. */
        TaxChanged: {
            message: string;
            settings: components["schemas"]["TaxSettings"];
            success: boolean;
        };
        /**
         * @description Tax settings, alone or under `settings`.
         * @example {
         *       "cgst": 9,
         *       "gst": 18,
         *       "isActive": true,
         *       "sgst": 9
         *     }
         */
        TaxInput: {
            cgst?: components["schemas"]["FormNumber"] | null;
            gst?: components["schemas"]["FormNumber"] | null;
            isActive?: boolean | null;
            settings?: components["schemas"]["TaxInput"] | null;
            sgst?: components["schemas"]["FormNumber"] | null;
        };
        /** @description Goods and services tax, in percent. */
        TaxSettings: {
            /**
             * Format: double
             * @description The central half, for the invoice.
             */
            cgst: number;
            /**
             * Format: double
             * @description The whole rate that is charged.
             */
            gst: number;
            /** @description Shown to the front end, which charges tax either way. */
            isActive: boolean;
            /**
             * Format: double
             * @description The state half, for the invoice.
             */
            sgst: number;
        };
        /**
         * Format: date-time
         * @description An instant as clients read it: ISO 8601 in UTC with milliseconds, `2026-01-02T03:04:05.678Z`.
         * @example 2026-01-02T03:04:05.678Z
         */
        Timestamp: string;
        /** @description The answer about a token. */
        TokenAnswer: {
            success: boolean;
            user: components["schemas"]["TokenClaims"];
            /** @description True: a bad token is refused. */
            valid: boolean;
        };
        /** @description What a good token says. */
        TokenClaims: {
            /**
             * Format: int64
             * @description When it ends, in seconds since 1970.
             */
            exp: number;
            /**
             * Format: int64
             * @description When it was made, in seconds since 1970.
             */
            iat: number;
            /** @description The role when the token was made. */
            role: components["schemas"]["Role"];
            userId: string;
        };
        /** @description A product that sells. */
        TopProduct: {
            name: string;
            price: components["schemas"]["Money"];
            /** Format: int64 */
            sales: number;
            /** Format: int32 */
            stock: number;
        };
        /** @description The cart's total is not what its goods cost. */
        TotalRefusal: components["schemas"]["Refusal"] & {
            /** @description What it is. */
            currentTotal: components["schemas"]["Money"];
            /** @description What the customer was shown. */
            shownTotal: components["schemas"]["Money"];
        };
        /** @description A link as its order's owner and the shop see it. The ticket is shown once, when the link is made. */
        TrackingLink: {
            createdAt: components["schemas"]["Timestamp"];
            expiresAt: components["schemas"]["Timestamp"];
            id: string;
            revokedAt?: components["schemas"]["Timestamp"];
        };
        /** @description The order's status does not lead there. */
        TransitionRefusal: components["schemas"]["Refusal"] & {
            /** @description Where it may go. */
            allowed: components["schemas"]["OrderStatus"][];
            /** @description The status that the order has. */
            from: components["schemas"]["OrderStatus"];
            /** @description The status that was asked for. */
            to: components["schemas"]["OrderStatus"];
        };
        /** @description Where a picture is now. */
        UploadedImage: {
            /** @description A path on this server. */
            url: string;
        };
        /** @description The user in the answer to a login. */
        User: {
            /** @description The user's id. */
            _id: string;
            /** @description The address in their profile. */
            address: components["schemas"]["ProfileAddress"];
            /** @description Their e-mail address. */
            email: string;
            /** @description Whether they gave a name themselves. */
            isProfileComplete: boolean;
            /** @description What to call them. */
            name: string;
            /** @description Their phone number; empty if they gave none. */
            phone: string;
            /** @description What they may do. */
            role: components["schemas"]["Role"];
        };
        /** @description The answer to a change of what somebody may do. */
        UserChanged: {
            data: components["schemas"]["UserChangedData"];
            message: string;
            success: boolean;
        };
        UserChangedData: {
            user: components["schemas"]["AdminUser"];
        };
        /** @description One person. */
        UserDetails: {
            data: components["schemas"]["UserDetailsData"];
            success: boolean;
        };
        UserDetailsData: {
            addresses: components["schemas"]["SavedAddress"][];
            recentOrders: components["schemas"]["OrderBrief"][];
            user: components["schemas"]["AdminUser"];
        };
        UserFigures: {
            /** Format: int64 */
            activeUsers: number;
            /** Format: int64 */
            totalUsers: number;
            /** Format: int64 */
            verifiedUsers: number;
        };
        /** @description The shop's people in numbers. */
        UserNumbers: {
            data: components["schemas"]["UserOverview"];
            success: boolean;
        };
        /** @description The shop's people in numbers. */
        UserOverview: {
            /**
             * Format: int64
             * @description Let in.
             */
            activeUsers: number;
            /** @description By sort of customer. */
            categoryStats: components["schemas"]["CategoryStats"];
            /**
             * Format: int64
             * @description Kept out.
             */
            inactiveUsers: number;
            /**
             * Format: int64
             * @description Of the last thirty days.
             */
            newUsers: number;
            /**
             * Format: int64
             * @description All.
             */
            totalUsers: number;
            /** @description By role. */
            usersByRole: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Who showed that the phone is theirs.
             */
            verifiedUsers: number;
        };
        /** @description A page of people. */
        UserPage: {
            data: components["schemas"]["UserPageData"];
            success: boolean;
        };
        UserPageData: {
            categoryStats: components["schemas"]["CategoryStats"];
            pagination: components["schemas"]["UserPagination"];
            users: components["schemas"]["AdminUser"][];
        };
        /** @description Where a page of people stands among all. */
        UserPagination: {
            hasNext: boolean;
            hasPrev: boolean;
            /** Format: int64 */
            limit: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            totalPages: number;
            /** Format: int64 */
            totalUsers: number;
        };
        /** @description What somebody has bought. What was cancelled or paid back counts as an order, not as money. */
        UserStats: {
            /** @description How much a paid order is on average. */
            averageOrderValue: components["schemas"]["Money"];
            /** @description What sort of customer that makes. */
            category: components["schemas"]["CustomerCategory"];
            /**
             * Format: int64
             * @description How many orders.
             */
            totalOrders: number;
            /** @description For how much. */
            totalSpent: components["schemas"]["Money"];
        };
        /** @description Somebody else was faster. */
        VersionRefusal: components["schemas"]["Refusal"] & {
            /** @description Where the order stands. */
            order: components["schemas"]["CurrentOrder"];
        };
        /** @description An order in a group by weight. */
        WeighedOrder: components["schemas"]["Order"] & {
            /**
             * Format: double
             * @description In grams.
             */
            totalWeight: number;
            /** @description `light` (below a kilogram), `medium` (below five) or `heavy`. */
            weightCategory: string;
        };
    };
    responses: {
        /** @description `not_authorized` */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "not_authorized";
                };
            };
        };
        /** @description `internal` */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "internal";
                };
            };
        };
        /** @description `order_not_found` */
        NoSuchOrder: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "order_not_found";
                };
            };
        };
        /** @description `rate_limited` */
        RateLimited: {
            headers: {
                /** @description In how many seconds it may work */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "rate_limited";
                };
            };
        };
        /** @description `request_timeout` */
        RequestTimeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "request_timeout";
                };
            };
        };
        /** @description `payload_too_large` */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "payload_too_large";
                };
            };
        };
        /** @description `no_token`, `invalid_token`, `user_not_found`, `account_deactivated` */
        Unauthenticated: {
            headers: {
                /** @description `Bearer` */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "account_deactivated" | "invalid_token" | "no_token" | "user_not_found";
                };
            };
        };
        /** @description `unavailable`, `database_unavailable` */
        Unavailable: {
            headers: {
                /** @description In how many seconds it may work */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "database_unavailable" | "unavailable";
                };
            };
        };
        /** @description `unsupported_media_type` */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] & {
                    /** @enum {unknown} */
                    code?: "unsupported_media_type";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAllCategories: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: number;
                /** @description How many categories a page holds; 10 by default, at most 1,000. */
                limit?: number;
                /** @description A text in the name. */
                search?: string;
                /** @description `order` (the default), `name` or `createdAt`. */
                sort?: string;
                /** @description `asc` (the default) or `desc`. */
                order?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of categories */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllCategories"];
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createCategory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CategoryInput"];
            };
        };
        responses: {
            /** @description The category */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryChanged"];
                };
            };
            /** @description `category_incomplete`, `invalid_parent`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "category_incomplete" | "invalid_parent" | "invalid_request" | "malformed_json";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            /** @description `category_exists` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "category_exists";
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateCategory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CategoryInput"];
            };
        };
        responses: {
            /** @description The category, changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryChanged"];
                };
            };
            /** @description `invalid_parent`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_parent" | "invalid_request" | "malformed_json";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** @description `category_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "category_not_found" | "not_found";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            /** @description `category_exists` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "category_exists";
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteCategory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** @description `category_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "category_not_found" | "not_found";
                    };
                };
            };
            /** @description `category_in_use` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "category_in_use";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAllBundles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description None */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bundles"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The charges */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    setDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeliveryInput"];
            };
        };
        responses: {
            /** @description The charges, changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryChanged"];
                };
            };
            /** @description `charges_required`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "charges_required" | "invalid_request" | "malformed_json";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listOffers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description None */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offers"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAllProducts: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: number;
                /** @description How many products a page holds; more than the most is cut. */
                limit?: number;
                /** @description A category's id or its name in addresses. */
                category?: string;
                /** @description A text in name, description or tags, without regard to case. */
                search?: string;
                /** @description Another name of `search`. */
                q?: string;
                /** @description In rupees. */
                minPrice?: number;
                /** @description In rupees. */
                maxPrice?: number;
                /** @description `createdAt` (the default), `price`, `name`, `stock` or `ratings`. */
                sort?: string;
                /** @description `asc` or `desc` (the default). */
                order?: string;
                /** @description Some, with commas; a product has one of them. */
                tags?: string;
                /** @description `true`: only what can be had. */
                inStock?: string;
                /** @description The most that may be left of what runs out; 10 by default. */
                threshold?: number;
                /** @description For admins: `in_stock`, `low_stock` or `out_of_stock`. */
                stockStatus?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of products */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllProducts"];
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTax: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tax */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    setTax: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaxInput"];
            };
        };
        responses: {
            /** @description The tax, changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxChanged"];
                };
            };
            /** @description `tax_rate_too_fine`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request" | "malformed_json" | "tax_rate_too_fine";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: number;
                /** @description How many people a page holds; 20 by default, at most 200. */
                limit?: number;
                /** @description A text in name, e-mail address or phone number. */
                search?: string;
                /** @description `user`, `staff` or `admin`. */
                role?: string;
                /** @description `active` or `inactive`. */
                status?: string;
                /** @description `createdAt` (the default), `name` or `email`. */
                sort?: string;
                /** @description `desc` (the default) or `asc`. */
                order?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of people */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getUserOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserNumbers"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** @description `user_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "user_not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    setUserRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleChange"];
            };
        };
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserChanged"];
                };
            };
            /** @description `role_required`, `cannot_change_own_role`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "cannot_change_own_role" | "invalid_request" | "malformed_json" | "role_required";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** @description `user_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "user_not_found";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    setUserAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessChange"];
            };
        };
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserChanged"];
                };
            };
            /** @description `status_required`, `cannot_deactivate_self`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "cannot_deactivate_self" | "invalid_request" | "malformed_json" | "status_required";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** @description `user_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "user_not_found";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getAsyncApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyObject"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description The password is changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description `password_required`, `weak_password`, `wrong_password`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request" | "malformed_json" | "password_required" | "weak_password" | "wrong_password";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description A session is open */
            200: {
                headers: {
                    /** @description `trackroom_session`, for the socket's handshake, `trackroom_refresh` and `trackroom_device` */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionResponse"];
                };
            };
            /** @description `credentials_required`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "credentials_required" | "invalid_request" | "malformed_json";
                    };
                };
            };
            /** @description `invalid_credentials`, `account_deactivated` */
            401: {
                headers: {
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "account_deactivated" | "invalid_credentials";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended, if there was one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    logInByPhone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneLogin"];
            };
        };
        responses: {
            /** @description A session is open */
            200: {
                headers: {
                    /** @description `trackroom_session`, for the socket's handshake, `trackroom_refresh` and `trackroom_device` */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionResponse"];
                };
            };
            /** @description `invalid_phone`, `phone_required`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_phone" | "invalid_request" | "malformed_json" | "phone_required";
                    };
                };
            };
            /** @description `account_deactivated` */
            401: {
                headers: {
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "account_deactivated";
                    };
                };
            };
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profile */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnProfile"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileChange"];
            };
        };
        responses: {
            /** @description The profile, changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileChanged"];
                };
            };
            /** @description `invalid_email`, `email_taken`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "email_taken" | "invalid_email" | "invalid_request" | "malformed_json";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    refreshToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A fresh token */
            200: {
                headers: {
                    /** @description `trackroom_session`, for the socket's handshake, `trackroom_refresh` and `trackroom_device` */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionResponse"];
                };
            };
            /** @description `no_token`, `invalid_token`, `account_deactivated`, `user_not_found` */
            401: {
                headers: {
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "account_deactivated" | "invalid_token" | "no_token" | "user_not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description The account is made, and a session is open */
            201: {
                headers: {
                    /** @description `trackroom_session`, for the socket's handshake, `trackroom_refresh` and `trackroom_device` */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionResponse"];
                };
            };
            /** @description `name_required`, `invalid_email`, `invalid_phone`, `contact_required`, `password_required`, `weak_password`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "contact_required" | "invalid_email" | "invalid_phone" | "invalid_request" | "malformed_json" | "name_required" | "password_required" | "weak_password";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            /** @description `account_exists` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "account_exists";
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    verifyToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is good */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The categories */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"][];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCategoryTree: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The roots, with what belongs to them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryNode"][];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    searchCategories: {
        parameters: {
            query: {
                /** @description What to look for in name and description */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The categories */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"][];
                };
            };
            /** @description `query_required`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request" | "query_required";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCategoryBySlug: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The category's name in addresses
                 * @example soaps
                 */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The category */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
            /** @description `category_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "category_not_found" | "not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCountedCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The categories */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountedCategory"][];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCategory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The category */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
            /** @description `category_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "category_not_found" | "not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getClientConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a client has to know before anybody logs in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientConfig"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    getDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getApiPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    getApiPageFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The file's name
                 * @example swagger-ui.css
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": number[];
                    "text/css": string;
                    "text/javascript": string;
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server is up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Probe"];
                };
            };
            500: components["responses"]["Internal"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Requests may be sent here */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Probe"];
                };
            };
            500: components["responses"]["Internal"];
            /** @description They should not be sent here now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Probe"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyObject"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    listAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    addAddress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressInput"];
            };
        };
        responses: {
            /** @description It is added */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressChanged"];
                };
            };
            /** @description `address_incomplete`, `too_many_addresses`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "address_incomplete" | "invalid_request" | "malformed_json" | "too_many_addresses";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressInput"];
            };
        };
        responses: {
            /** @description It is changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressChanged"];
                };
            };
            /** @description `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request" | "malformed_json";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description `address_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "address_not_found" | "not_found";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description `address_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "address_not_found" | "not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description From 1. Any parameter makes the answer a page. */
                page?: number;
                /** @description How many orders a page holds; 20 by default, more than 200 are cut to 200. */
                limit?: number;
                /** @description `createdAt` (the default), `updatedAt`, `totalAmount`, `status` or `orderId`. */
                sort?: string;
                /** @description `desc` (the default) or `asc`. */
                order?: string;
                /** @description A text in order id, customer's name, phone number or e-mail address, without regard to case. */
                search?: string;
                /**
                 * @description One or several, with commas.
                 * @example pending,confirmed
                 */
                status?: string;
                /**
                 * @description One or several, with commas.
                 * @example cod
                 */
                paymentMethod?: string;
                /** @description One or several, with commas. */
                paymentStatus?: string;
                /** @description A whole postal code. */
                pincode?: string;
                /**
                 * @description The first instant, or a date by UTC; of `createdAt`.
                 * @example 2026-01-01
                 */
                from?: string;
                /**
                 * @description The last instant, or a date by UTC with its whole day; of `createdAt`.
                 * @example 2026-01-31
                 */
                to?: string;
                /** @description Another name of `from`. */
                startDate?: string;
                /** @description Another name of `to`. */
                endDate?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orders */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrdersPage"];
                };
            };
            /** @description `unknown_parameter`, `invalid_sort`, `invalid_page`, `invalid_status`, `invalid_filter`, `invalid_date`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_date" | "invalid_filter" | "invalid_page" | "invalid_request" | "invalid_sort" | "invalid_status" | "unknown_parameter";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getAnalytics: {
        parameters: {
            query?: {
                /** @description An ISO 8601 instant or date; counts only together with `endDate` */
                startDate?: string;
                /** @description An ISO 8601 instant or date, inclusive */
                endDate?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnalyticsAnswer"];
                };
            };
            /** @description `unknown_parameter`, `invalid_date`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_date" | "invalid_request" | "unknown_parameter";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    bulkUpdateOrderStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeats with the same key and body have one effect */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkStatusChange"];
            };
        };
        responses: {
            /** @description What became of each */
            200: {
                headers: {
                    /** @description `true`: this is the first answer once more */
                    "Idempotency-Replayed"?: string | null;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            /** @description `order_ids_required`, `too_many_orders`, `status_required`, `invalid_status`, `invalid_date`, `invalid_idempotency_key`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_date" | "invalid_idempotency_key" | "invalid_request" | "invalid_status" | "malformed_json" | "order_ids_required" | "status_required" | "too_many_orders";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description `idempotency_key_reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listOrdersByPincode: {
        parameters: {
            query?: {
                /** @description This postal code alone */
                pincode?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orders, by postal code */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrdersByPincode"];
                };
            };
            /** @description `unknown_parameter`, `invalid_filter`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_filter" | "invalid_request" | "unknown_parameter";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listOrdersByWeight: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orders, by weight */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrdersByWeight"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportOrders: {
        parameters: {
            query?: {
                /**
                 * @description `csv`, or anything else for JSON.
                 * @example csv
                 */
                format?: string;
                /** @description See the list of orders. */
                "filters[search]"?: string;
                /** @description See the list of orders. */
                "filters[status]"?: string;
                /** @description See the list of orders. */
                "filters[paymentMethod]"?: string;
                /** @description See the list of orders. */
                "filters[paymentStatus]"?: string;
                /** @description See the list of orders. */
                "filters[pincode]"?: string;
                /**
                 * @description See the list of orders; also `filters[from]`.
                 * @example 2026-01-01
                 */
                "filters[startDate]"?: string;
                /**
                 * @description See the list of orders; also `filters[to]`.
                 * @example 2026-01-31
                 */
                "filters[endDate]"?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orders, as a file */
            200: {
                headers: {
                    /** @description The file's name */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderList"];
                    "text/csv": string;
                };
            };
            /** @description `unknown_parameter`, `invalid_status`, `invalid_filter`, `invalid_date`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_date" | "invalid_filter" | "invalid_request" | "invalid_status" | "unknown_parameter";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getOrderStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateOrderStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` with which the order was read: should it have changed since, nothing happens */
                "If-Match"?: string | null;
            };
            path: {
                /**
                 * @description The order's id, with or without `#` in front, or its document id
                 * @example ORD00001
                 */
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusBody"];
            };
        };
        responses: {
            /** @description The order, moved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderMoved"];
                };
            };
            /** @description `status_required`, `invalid_status`, `invalid_date`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_date" | "invalid_request" | "invalid_status" | "malformed_json" | "status_required";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchOrder"];
            408: components["responses"]["RequestTimeout"];
            /** @description `invalid_transition` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransitionRefusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_transition";
                    };
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionRefusal"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeats with the same key and body have one effect */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description The order */
            200: {
                headers: {
                    /** @description `true`: this is the first answer once more */
                    "Idempotency-Replayed"?: string | null;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPlaced"];
                };
            };
            /** @description `address_and_customer_required`, `customer_incomplete`, `invalid_email`, `product_required`, `items_required`, `too_many_items`, `invalid_quantity`, `insufficient_stock`, `address_not_found`, `invalid_idempotency_key`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "address_and_customer_required" | "address_not_found" | "customer_incomplete" | "insufficient_stock" | "invalid_email" | "invalid_idempotency_key" | "invalid_quantity" | "invalid_request" | "items_required" | "malformed_json" | "product_required" | "too_many_items";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description `product_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "product_not_found";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            /** @description `total_changed` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotalRefusal"] & {
                        /** @enum {unknown} */
                        code?: "total_changed";
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description `idempotency_key_reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listMyOrders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orders */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's id, with or without `#` in front, or its document id
                 * @example ORD00001
                 */
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order */
            200: {
                headers: {
                    /** @description Its version, for `If-Match` */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NoSuchOrder"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listOrderEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's id, with or without `#` in front, or its document id
                 * @example ORD00001
                 */
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderHistory"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NoSuchOrder"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's id, with or without `#` in front, or its document id
                 * @example ORD00001
                 */
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invoice */
            200: {
                headers: {
                    /** @description The file's name */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": number[];
                };
            };
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NoSuchOrder"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTrackingLinks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's id, with or without `#` in front, or its document id
                 * @example ORD00001
                 */
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The links */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NoSuchOrder"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createTrackingLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's id, with or without `#` in front, or its document id
                 * @example ORD00001
                 */
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTrackingLink"];
            };
        };
        responses: {
            /** @description The link, with its ticket */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkMade"];
                };
            };
            /** @description `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request" | "malformed_json";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NoSuchOrder"];
            408: components["responses"]["RequestTimeout"];
            /** @description `too_many_links` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "too_many_links";
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeTrackingLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's id, with or without `#` in front, or its document id
                 * @example ORD00001
                 */
                order_id: string;
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link, revoked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkRevoked"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description `order_not_found`, `tracking_link_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "order_not_found" | "tracking_link_not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: number;
                /** @description How many products a page holds; more than the most is cut. */
                limit?: number;
                /** @description A category's id or its name in addresses. */
                category?: string;
                /** @description A text in name, description or tags, without regard to case. */
                search?: string;
                /** @description Another name of `search`. */
                q?: string;
                /** @description In rupees. */
                minPrice?: number;
                /** @description In rupees. */
                maxPrice?: number;
                /** @description `createdAt` (the default), `price`, `name`, `stock` or `ratings`. */
                sort?: string;
                /** @description `asc` or `desc` (the default). */
                order?: string;
                /** @description Some, with commas; a product has one of them. */
                tags?: string;
                /** @description `true`: only what can be had. */
                inStock?: string;
                /** @description The most that may be left of what runs out; 10 by default. */
                threshold?: number;
                /** @description For admins: `in_stock`, `low_stock` or `out_of_stock`. */
                stockStatus?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of products */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createProduct: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductInput"];
            };
        };
        responses: {
            /** @description The product */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductChanged"];
                };
            };
            /** @description `product_incomplete`, `invalid_category`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_category" | "invalid_request" | "malformed_json" | "product_incomplete";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listLowStock: {
        parameters: {
            query?: {
                /** @description The most that may be left; 10 by default */
                threshold?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The products */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"][];
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listProductsOfCategory: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: number;
                /** @description How many products a page holds; more than the most is cut. */
                limit?: number;
                /** @description A category's id or its name in addresses. */
                category?: string;
                /** @description A text in name, description or tags, without regard to case. */
                search?: string;
                /** @description Another name of `search`. */
                q?: string;
                /** @description In rupees. */
                minPrice?: number;
                /** @description In rupees. */
                maxPrice?: number;
                /** @description `createdAt` (the default), `price`, `name`, `stock` or `ratings`. */
                sort?: string;
                /** @description `asc` or `desc` (the default). */
                order?: string;
                /** @description Some, with commas; a product has one of them. */
                tags?: string;
                /** @description `true`: only what can be had. */
                inStock?: string;
                /** @description The most that may be left of what runs out; 10 by default. */
                threshold?: number;
                /** @description For admins: `in_stock`, `low_stock` or `out_of_stock`. */
                stockStatus?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The category's id, or its name in addresses
                 * @example soaps
                 */
                category: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of its products; none of an unknown category */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryProducts"];
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listFeaturedProducts: {
        parameters: {
            query?: {
                /** @description 8 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The products */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"][];
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    searchProducts: {
        parameters: {
            query: {
                /** @description What to look for */
                q: string;
                /** @description 10 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The products */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"][];
                };
            };
            /** @description `query_required`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request" | "query_required";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description `product_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "product_not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductInput"];
            };
        };
        responses: {
            /** @description The product, changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductChanged"];
                };
            };
            /** @description `invalid_category`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_category" | "invalid_request" | "malformed_json";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** @description `product_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "product_not_found";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** @description `product_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "product_not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeStock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StockInput"];
            };
        };
        responses: {
            /** @description What is left now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockChanged"];
                };
            };
            /** @description `stock_required`, `invalid_request`, `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "invalid_request" | "malformed_json" | "stock_required";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** @description `product_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "product_not_found";
                    };
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listBundles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description None */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bundles"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getBundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The document's id
                 * @example 65f000000000000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `product_not_found`, `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found" | "product_not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDeliveryCharges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The charges */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryCharges"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getPricingData: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PricingData"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTaxSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tax */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicTax"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    trackOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The ticket of a tracking link
                 * @example 3q2-7w
                 */
                ticket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where the parcel is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shared"];
                };
            };
            /** @description `tracking_link_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "tracking_link_not_found";
                    };
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    uploadCategoryImage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["CategoryImageForm"];
            };
        };
        responses: {
            /** @description Where it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryImage"];
                };
            };
            /** @description `unexpected_field`, `too_many_images`, `image_required`, `invalid_image`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "image_required" | "invalid_image" | "invalid_request" | "too_many_images" | "unexpected_field";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    uploadImage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImageForm"];
            };
        };
        responses: {
            /** @description Where it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OtherImage"];
                };
            };
            /** @description `unexpected_field`, `too_many_images`, `image_required`, `invalid_image`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "image_required" | "invalid_image" | "invalid_request" | "too_many_images" | "unexpected_field";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    uploadProductImages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ProductImagesForm"];
            };
        };
        responses: {
            /** @description Where they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductImages"];
                };
            };
            /** @description `unexpected_field`, `too_many_images`, `image_required`, `invalid_image`, `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "image_required" | "invalid_image" | "invalid_request" | "too_many_images" | "unexpected_field";
                    };
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics, in OpenMetrics text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/openmetrics-text": string;
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                    };
                };
            };
            500: components["responses"]["Internal"];
        };
    };
    getPicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description What the picture is of
                 * @example products
                 */
                folder: string;
                /**
                 * @description The picture's name
                 * @example neem.webp
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/gif": number[];
                    "image/jpeg": number[];
                    "image/png": number[];
                    "image/webp": number[];
                };
            };
            /** @description The part that was asked for by `Range` */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The client has it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] & {
                        /** @enum {unknown} */
                        code?: "not_found";
                    };
                };
            };
            /** @description There is no such part */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["Internal"];
        };
    };
}
